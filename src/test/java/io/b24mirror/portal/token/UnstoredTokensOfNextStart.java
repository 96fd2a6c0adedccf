package io.b24mirror.portal.token;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/// What the next start of the service makes of the tokens that this one could not store, for tests of other rooms.
public final class UnstoredTokensOfNextStart {
    private final UnstoredTokens tokens;

    public UnstoredTokensOfNextStart(AutowireCapableBeanFactory beans) {
        tokens = beans.createBean(UnstoredTokens.class);
        tokens.start();
        tokens.stop();
    }

    public void storeAll() {
        tokens.storeAll();
    }
}
