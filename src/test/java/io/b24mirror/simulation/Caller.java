package io.b24mirror.simulation;

/// On whose behalf a method is called, and how he proved it.
record Caller(SimulatedUser user, Kind kind) {

    /// How a caller proved who he is.
    enum Kind {
        /// By an access token of the app.
        APP,
        /// By the secret of an incoming webhook.
        WEBHOOK
    }

    boolean isWebhook() {
        return kind == Kind.WEBHOOK;
    }
}
