package io.b24mirror.intake.source;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// Settings of the list of addresses from which Bitrix24 sends events.
///
/// @param senderListUrl
///            URL of the list; if it is unset, addresses are not compared
/// @param allowInsecureHttp
///            whether the URL may be an `http://` one
@ConfigurationProperties("b24")
record PublishedAddressProperties(@Nullable URI senderListUrl, @DefaultValue("false") boolean allowInsecureHttp) {
    PublishedAddressProperties {
        senderListUrl = senderListUrl == null || senderListUrl.toString().isBlank() ? null : senderListUrl;
        if (senderListUrl != null && !isUsable(senderListUrl, allowInsecureHttp)) {
            throw new InvalidSettingException("B24_SENDER_LIST_URL",
                    "must be an https:// URL, for example https://dl.bitrix24.com/webhook/app-world.json");
        }
    }

    private static boolean isUsable(URI url, boolean allowInsecureHttp) {
        return url.getHost() != null && url.getUserInfo() == null
                && ("https".equals(url.getScheme()) || (allowInsecureHttp && "http".equals(url.getScheme())));
    }
}
