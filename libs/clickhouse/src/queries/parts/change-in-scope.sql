({everything:UInt8} = 1
    OR subject IN (SELECT subject FROM subjects FINAL WHERE hasAny(services, {services:Array(String)}))
    OR has({clusters:Array(String)}, cluster) OR hasAny(scope_clusters, {clusters:Array(String)})
    OR has({namespaces:Array(String)}, namespace) OR hasAny(scope_namespaces, {namespaces:Array(String)}))
  AND ({environment:String} = '' OR environment IN ('', {environment:String}))
