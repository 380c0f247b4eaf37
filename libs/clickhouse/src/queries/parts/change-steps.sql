SELECT id, ts, provider, kind, environment, s.services AS services, arrayJoin(identities) AS identity
      FROM changes LEFT JOIN (SELECT subject, services FROM subjects FINAL) AS s ON s.subject = changes.subject
      WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')} AND notEmpty(identities) AND /* @include parts/change-in-scope.sql */
