package io.b24mirror.bitrix;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// The reason why Bitrix24 did not do what was asked. It is decided by the error code, since one HTTP status stands
/// for many codes and one code comes with several statuses. Every case says what helps.
///
/// See Bitrix24's "System error codes" and the pages of the methods.
public sealed interface BitrixFailure {

    /// Describes the failure for logs and operators, without tokens, and of the portal's answer only the error text.
    String summary();

    /// Returns whether the portal refused this call for good; it may still answer others.
    default boolean isFinal() {
        return this instanceof Final;
    }

    /// Returns whether a single record may have made the whole request fail, so that smaller requests help.
    default boolean mayConcernOneRecord() {
        return this instanceof OneRecord;
    }

    /// The portal refused this call for good.
    sealed interface Final extends BitrixFailure {}

    /// The portal answers, but does not serve this app or this identity.
    sealed interface AccessRefused extends BitrixFailure {}

    /// The identity in use cannot get the record; another user's token may.
    sealed interface OneIdentity extends BitrixFailure {}

    /// A single record may be the cause.
    sealed interface OneRecord extends BitrixFailure {}

    /// The same call, with the same identity, may succeed later.
    sealed interface Temporary extends BitrixFailure {}

    /// Too many requests (`QUERY_LIMIT_EXCEEDED`): the whole portal waits.
    record TooManyRequests(String summary) implements Temporary {}

    /// The method used up its time (`OPERATION_TIME_LIMIT`): that method waits, others may go on.
    ///
    /// @param until
    ///            when the portal says it resets; absent if it does not say
    record MethodExhausted(String summary, @Nullable Instant until) implements Temporary {}

    /// Bitrix24 blocked the portal's REST by hand (`OVERLOAD_LIMIT`): a long wait, and a person.
    record Overloaded(String summary) implements Temporary {}

    /// The access token has to be renewed (`expired_token`, `invalid_token`).
    record TokenExpired(String summary) implements Temporary, OneIdentity {}

    /// Our identity on the portal is no longer valid, or there is none: the portal waits for an installation.
    record Unauthorized(String summary) implements AccessRefused, OneIdentity {}

    /// The portal serves no app for now: it is being updated, or a bill is not paid (`PORTAL_DELETED`,
    /// `PAYMENT_REQUIRED`). Its records wait, and no token is erased.
    record Closed(String summary) implements Temporary, AccessRefused {}

    /// The portal no longer knows the app (`ERROR_OAUTH`, `NOT_INSTALLED`, `APPLICATION_NOT_FOUND`). It may have
    /// removed the app without sending `ONAPPUNINSTALL`.
    record AppMissing(String summary) implements AccessRefused {}

    /// An operator suspended the portal, so it was not called: all its work waits until the portal is resumed.
    record Suspended(String summary) implements Temporary {}

    /// The identity has no permission (`ACCESS_DENIED`, `insufficient_scope`, `user_access_error` …): waiting does
    /// not help.
    record Forbidden(String summary) implements Final, AccessRefused, OneIdentity {}

    /// There is no such record (`Not found.` of the timeline methods, `NOT_FOUND` of newer ones).
    record NotFound(String summary) implements Final, OneIdentity, OneRecord {}

    /// The call is wrong in itself (`ERROR_ARGUMENT`, `ERROR_METHOD_NOT_FOUND` …): waiting does not help.
    record Rejected(String summary) implements Final, OneIdentity, OneRecord {}

    /// This version does not know the error code. A portal whose database fails answers like that, as does a method
    /// that was changed: worth the record's remaining attempts, and no more.
    ///
    /// @param code
    ///            fit for a log
    record Unrecognized(String code, String summary) implements OneIdentity, OneRecord {}

    /// There is no usable answer: a 5xx, HTML, half an answer, a connection that failed or hung. Worth another try
    /// later.
    ///
    /// @param reached
    ///            whether the request may have reached the portal, so that the request itself may be the cause
    record Unavailable(String summary, boolean reached) implements Temporary {
        @Override
        public boolean mayConcernOneRecord() {
            return reached;
        }
    }
}
