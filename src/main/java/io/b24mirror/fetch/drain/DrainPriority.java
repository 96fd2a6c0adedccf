package io.b24mirror.fetch.drain;

/// The priority with which the current thread gets a database connection; see [DrainConnections].
enum DrainPriority {
    /// A drain reads fresh changes.
    FRESH,
    /// A drain reads what listings found, or runs the steps of a sweep.
    BACKLOG,
    /// The thread runs no drain.
    NONE;

    private static final ScopedValue<DrainPriority> CURRENT = ScopedValue.newInstance();

    /// Work that may be interrupted.
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    static DrainPriority current() {
        return CURRENT.orElse(NONE);
    }

    void run(Work work) throws InterruptedException {
        this.<DrainPriority, InterruptedException>call(() -> {
            work.run();
            return this;
        });
    }

    <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
