-- Of `services`, a column: the scopes that one of them lies in. `scopes[i]` are those of `services[i]`, counted from 1.
arrayDistinct(arrayFlatten(arrayMap(n -> {scopes:Array(Array(UInt32))}[indexOf({services:Array(String)}, n)], arrayFilter(n -> has({services:Array(String)}, n), services))))
