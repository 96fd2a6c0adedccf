package io.b24mirror.portal;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Which of Bitrix24's two sets of central servers a portal belongs to: an authorization server and a host of the
/// JavaScript library each. It tells which one to try first; both answer for most portals.
public enum Region {
    /// `oauth.bitrix24.tech`: Russia and its neighbours.
    TECH,
    /// `oauth.bitrix.info`: everywhere else.
    WORLD;

    private static final String TECH_SERVERS = "bitrix24.tech";

    /// The regions that are served by `oauth.bitrix24.tech`, as they stand at the end of their portals' host names.
    private static final Set<String> TECH_DOMAINS = Set.of("ru", "am", "az", "ge", "kz", "kg", "uz", "by");

    /// The region of a portal.
    ///
    /// @param serverEndpoint
    ///            the authorization server of the portal, which decides where it is known
    /// @param domain
    ///            a host name of the portal
    public static Region of(@Nullable URI serverEndpoint, @Nullable String domain) {
        if (serverEndpoint != null) {
            return of(serverEndpoint);
        }
        return domain != null && TECH_DOMAINS.contains(lastLabel(domain)) ? TECH : WORLD;
    }

    static Region of(URI server) {
        return server.getHost() != null && server.getHost().toLowerCase(Locale.ROOT).endsWith(TECH_SERVERS)
                ? TECH
                : WORLD;
    }

    private static String lastLabel(String domain) {
        return domain.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "").replaceFirst("^.*\\.", "");
    }
}
