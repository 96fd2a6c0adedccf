package io.b24mirror.simulation;

/// A method of the REST interface.
interface RestMethod {

    Answer call(Call call);

    /// A method with the terms on which it may be called.
    ///
    /// @param scope
    ///            the scope it needs; empty for none
    /// @param appOnly
    ///            whether an incoming webhook is refused
    record Offered(String scope, boolean appOnly, RestMethod method) {}
}
