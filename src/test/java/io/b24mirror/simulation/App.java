package io.b24mirror.simulation;

/// How far the app's installation on the portal has come.
final class App {

    /// The stages of an installation.
    enum Stage {
        /// The app is not on the portal.
        ABSENT,
        /// It is added, but its installer page has not finished: nothing fails, and no event arrives.
        ADDED,
        /// It is installed.
        INSTALLED
    }

    private volatile Stage stage = Stage.ABSENT;
    private volatile String applicationToken;

    App(String applicationToken) {
        this.applicationToken = applicationToken;
    }

    String applicationToken() {
        return applicationToken;
    }

    void changeApplicationToken(String next) {
        applicationToken = next;
    }

    boolean isInstalled() {
        return stage == Stage.INSTALLED;
    }

    boolean isPresent() {
        return stage != Stage.ABSENT;
    }

    void become(Stage next) {
        stage = next;
    }
}
