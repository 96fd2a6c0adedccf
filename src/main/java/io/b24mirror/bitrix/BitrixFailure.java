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

    /// Whether the portal said no to just this call, so that others may still be answered and this one never will.
    default boolean isLasting() {
        return switch (this) {
            case Forbidden _,NotFound _,Rejected _ -> true;
            case TooManyRequests _,MethodExhausted _,Overloaded _,TokenExpired _,Unauthorized _,Closed _,AppMissing _,Suspended _,Unrecognized _,Unavailable _ ->
                false;
        };
    }

    /// Too many requests (`QUERY_LIMIT_EXCEEDED`): the whole portal waits.
    record TooManyRequests(String summary) implements BitrixFailure {}

    /// The method used up its time (`OPERATION_TIME_LIMIT`): that method waits, others may go on.
    ///
    /// @param until
    ///            when the portal says it resets; absent if it does not say
    record MethodExhausted(String summary, @Nullable Instant until) implements BitrixFailure {}

    /// Bitrix24 blocked the portal's REST by hand (`OVERLOAD_LIMIT`): a long wait, and a person.
    record Overloaded(String summary) implements BitrixFailure {}

    /// The access token has to be renewed (`expired_token`, `invalid_token`).
    record TokenExpired(String summary) implements BitrixFailure {}

    /// Our identity on the portal is worth nothing any more, or there is none: the portal waits for an installation.
    record Unauthorized(String summary) implements BitrixFailure {}

    /// The portal serves no app for now: it is being updated, or a bill is not paid (`PORTAL_DELETED`,
    /// `PAYMENT_REQUIRED`). Its records wait, and no token is erased.
    record Closed(String summary) implements BitrixFailure {}

    /// The portal no longer knows the app (`ERROR_OAUTH`, `NOT_INSTALLED`, `APPLICATION_NOT_FOUND`). It may have
    /// removed the app without sending `ONAPPUNINSTALL`.
    record AppMissing(String summary) implements BitrixFailure {}

    /// An operator suspended the portal, so it was not even asked: everything of it waits until he resumes it.
    record Suspended(String summary) implements BitrixFailure {}

    /// This identity may not do that (`ACCESS_DENIED`, `insufficient_scope`, `user_access_error` …): waiting does
    /// not help.
    record Forbidden(String summary) implements BitrixFailure {}

    /// There is no such record (`Not found.` of the timeline methods, `NOT_FOUND` of newer ones).
    record NotFound(String summary) implements BitrixFailure {}

    /// The call is wrong in itself (`ERROR_ARGUMENT`, `ERROR_METHOD_NOT_FOUND` …): waiting does not help.
    record Rejected(String summary) implements BitrixFailure {}

    /// An error code that says nothing to this version. A portal's database in trouble answers so, as does a method
    /// that was changed: worth the record's other tries, and no more.
    ///
    /// @param code
    ///            fit for a log
    record Unrecognized(String code, String summary) implements BitrixFailure {}

    /// No usable answer: a 5xx, HTML, half an answer, a connection that failed or hung. Worth another try later.
    ///
    /// @param reached
    ///            whether the request may have reached the portal, so that the request itself may be the trouble
    record Unavailable(String summary, boolean reached) implements BitrixFailure {}
}
