package io.b24mirror.portal;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.springframework.stereotype.Component;

/// Decides which hosts may be called, by the settings `B24_PORTAL_HOSTS`, `B24_OAUTH_SERVERS` and
/// `B24_ALLOW_INSECURE_HTTP`.
///
/// A host that stands in a setting literally, as `host` or `host:port`, may have a private address; one that only a
/// pattern lets through may not. The second half of that rule is kept where names are resolved.
@Component
public class PortalHosts {
    private final List<String> patterns;
    private final List<URI> oauthServers;
    private final boolean allowInsecureHttp;

    PortalHosts(PortalProperties properties) {
        this.patterns = properties.portalHosts()
                .stream()
                .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
                .toList();
        this.oauthServers = properties.oauthServers();
        this.allowInsecureHttp = properties.allowInsecureHttp();
    }

    /// Checks whether a portal may have this REST address.
    public boolean allowsPortal(URI endpoint) {
        return hasUsableScheme(endpoint) && endpoint.getHost() != null && endpoint.getUserInfo() == null
                && patterns.stream().anyMatch(pattern -> matches(pattern, endpoint));
    }

    /// Checks whether this is the `server_endpoint` of an allowed authorization server. Its path is fixed, so that no
    /// other page of that server is ever handed a token.
    public boolean allowsAuthorizationServer(URI serverEndpoint) {
        return hasUsableScheme(serverEndpoint) && serverEndpoint.getUserInfo() == null
                && "/rest/".equals(serverEndpoint.getRawPath()) && serverEndpoint.getRawQuery() == null
                && oauthServers.stream().anyMatch(server -> sameOrigin(server, serverEndpoint));
    }

    /// The `server_endpoint` of every allowed authorization server, those of a region first.
    public List<URI> authorizationServers(Region region) {
        return oauthServers.stream()
                .map(server -> server.resolve("/rest/"))
                .sorted(Comparator.comparing(server -> Region.of(server) != region))
                .toList();
    }

    /// Checks whether the operator named this host literally, so that a private address is intended. A host that is
    /// named with a port is allowed for that port only.
    public boolean isNamedLiterally(String host, int port) {
        var name = literal(host);
        return patterns.contains(name) || patterns.contains(name + ":" + port)
                || oauthServers.stream().anyMatch(server -> isAt(server, name, port));
    }

    /// Checks whether a pattern that contains part of a name, such as `*.bitrix24.com` but not `*`, allows this host.
    public boolean isNarrowlyAllowed(String host) {
        return patterns.stream()
                .map(pattern -> pattern.replaceFirst(":[^:\\]]*$", ""))
                .anyMatch(pattern -> pattern.chars().anyMatch(Character::isLetterOrDigit)
                        && regex(pattern).matcher(literal(host)).matches());
    }

    private static boolean isAt(URI server, String name, int port) {
        return name.equals(server.getHost().toLowerCase(Locale.ROOT)) && port == port(server);
    }

    /// An IPv6 address has brackets in a URL and in the settings.
    private static String literal(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    }

    private boolean hasUsableScheme(URI address) {
        return "https".equals(address.getScheme()) || (allowInsecureHttp && "http".equals(address.getScheme()));
    }

    private static boolean matches(String pattern, URI endpoint) {
        var host = endpoint.getHost().toLowerCase(Locale.ROOT);
        var withPort = host + ":" + port(endpoint);
        if (!pattern.contains("*")) {
            return pattern.equals(host) || pattern.equals(withPort);
        }
        var regex = regex(pattern);
        return regex.matcher(host).matches() || regex.matcher(withPort).matches();
    }

    private static Pattern regex(String pattern) {
        return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E[^:/]*\\Q"));
    }

    private static boolean sameOrigin(URI server, URI endpoint) {
        return server.getHost().equalsIgnoreCase(endpoint.getHost()) && port(server) == port(endpoint)
                && server.getScheme().equals(endpoint.getScheme());
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "http".equals(address.getScheme()) ? 80 : 443;
    }
}
