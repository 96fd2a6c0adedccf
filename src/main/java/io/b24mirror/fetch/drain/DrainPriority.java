package io.b24mirror.fetch.drain;

/// For whom a thread is at work, which decides how soon it gets a connection to the database; see [DrainConnections].
enum DrainPriority {
    /// A drain reads what somebody changed just now.
    FRESH,
    /// A drain reads what listings found, or looks for it.
    BACKLOG,
    /// It is no drain.
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
