package io.b24mirror.bitrix;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/// Logs each error code that this version does not know, once, so that the service can be taught its meaning.
@Component
class UnknownErrorCodes {
    /// Keeps a portal that makes up codes from filling the memory.
    private static final int MAX_CODES = 200;
    private static final Logger log = LoggerFactory.getLogger(UnknownErrorCodes.class);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    void note(BitrixFailure failure) {
        if (failure instanceof BitrixFailure.Unrecognized(var code, var summary) && seen.size() < MAX_CODES
                && seen.add(code)) {
            log.warn("This version does not know Bitrix24's error code {}. What failed with it is tried again, up to "
                    + "16 times within a day; it said: {}", code, summary);
        }
    }
}
