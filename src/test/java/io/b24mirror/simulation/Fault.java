package io.b24mirror.simulation;

import java.util.concurrent.CountDownLatch;

/// What goes wrong with one request.
sealed interface Fault {

    /// It is answered with something other than the truth, before it is authenticated.
    record Canned(int status, String contentType, String body) implements Fault {}

    /// It is sent elsewhere.
    record Redirect(String base) implements Fault {}

    /// The answer breaks off in the middle. What the request asks for is not done.
    record Half() implements Fault {}

    /// The connection is closed without an answer. What the request asks for is not done.
    record Reset() implements Fault {}

    /// It is answered properly, but only after the latch is open.
    record Hang(CountDownLatch latch) implements Fault {}

    /// The method is done, but the caller never learns.
    record LostAnswer() implements Fault {}
}
