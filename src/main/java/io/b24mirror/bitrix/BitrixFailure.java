package io.b24mirror.bitrix;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// Why Bitrix24 did not do what was asked, decided by its error code, since one HTTP status stands for many codes and
/// one code comes with several statuses. Every case says what helps.
///
/// See Bitrix24's "System error codes" and the pages of the methods.
public sealed interface BitrixFailure {

    /// What happened, in words fit for a log and an operator: no token, no body of the portal beyond its error text.
    String summary();

    /// Whether the portal refused just this call, and always will: others may still be answered.
    default boolean isFinal() {
        return this instanceof Final;
    }

    /// Whether a request may have failed as a whole because of one record in it, so that smaller requests help.
    default boolean mayConcernOneRecord() {
        return this instanceof OneRecord;
    }

    /// The portal refused just this call, and always will.
    sealed interface Final extends BitrixFailure {}

    /// The portal answers, but does not serve this app or this identity.
    sealed interface AccessRefused extends BitrixFailure {}

    /// The identity in use cannot get the record; another user's token may.
    sealed interface OneIdentity extends BitrixFailure {}

    /// A single record may be the trouble.
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

    /// Our identity on the portal is worth nothing any more, or there is none: the portal waits for an installation.
    record Unauthorized(String summary) implements AccessRefused, OneIdentity {}

    /// The portal serves no app for now: it is being updated, or a bill is not paid (`PORTAL_DELETED`,
    /// `PAYMENT_REQUIRED`). Its records wait, and no token is erased.
    record Closed(String summary) implements Temporary, AccessRefused {}

    /// The portal no longer knows the app (`ERROR_OAUTH`, `NOT_INSTALLED`, `APPLICATION_NOT_FOUND`). It may have
    /// removed the app without sending `ONAPPUNINSTALL`.
    record AppMissing(String summary) implements AccessRefused {}

    /// An operator suspended the portal, so it was not even asked: everything of it waits until he resumes it.
    record Suspended(String summary) implements Temporary {}

    /// This identity may not do that (`ACCESS_DENIED`, `insufficient_scope`, `user_access_error` …): waiting does
    /// not help.
    record Forbidden(String summary) implements Final, AccessRefused, OneIdentity {}

    /// There is no such record (`Not found.` of the timeline methods, `NOT_FOUND` of newer ones).
    record NotFound(String summary) implements Final, OneIdentity, OneRecord {}

    /// The call is wrong in itself (`ERROR_ARGUMENT`, `ERROR_METHOD_NOT_FOUND` …): waiting does not help.
    record Rejected(String summary) implements Final, OneIdentity, OneRecord {}

    /// An error code that says nothing to this version. A portal's database in trouble answers so, as does a method
    /// that was changed: worth the record's other tries, and no more.
    ///
    /// @param code
    ///            fit for a log
    record Unrecognized(String code, String summary) implements OneIdentity, OneRecord {}

    /// No usable answer: a 5xx, HTML, half an answer, a connection that failed or hung. Worth another try later.
    ///
    /// @param reached
    ///            whether the request may have reached the portal, so that the request itself may be the trouble
    record Unavailable(String summary, boolean reached) implements Temporary {
        @Override
        public boolean mayConcernOneRecord() {
            return reached;
        }
    }
}
