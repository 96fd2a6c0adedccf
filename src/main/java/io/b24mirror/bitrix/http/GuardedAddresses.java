package io.b24mirror.bitrix.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalHosts;

/// Resolves host names for the HTTP client and lets only public addresses through, so that a name which points into our
/// own network leads nowhere. The connection uses the very addresses checked here, which leaves no room for a second,
/// different answer of the name server.
@Component
class GuardedAddresses implements DnsResolver {
    /// Spring Boot lets two old ways through in which an IPv6 address stands for an IPv4 one of any kind.
    private static final InetAddressFilter PUBLIC = InetAddressFilter.externalAddresses()
            .andNot("::/96", "::ffff:0:0:0/96");

    private final PortalHosts hosts;
    private final DnsResolver names;

    @Autowired
    GuardedAddresses(PortalHosts hosts) {
        this(hosts, SystemDefaultDnsResolver.INSTANCE);
    }

    GuardedAddresses(PortalHosts hosts, DnsResolver names) {
        this.hosts = hosts;
        this.names = names;
    }

    /// Checks a host that a proxy will resolve by itself, perhaps to something else. So every address that we know has
    /// to be a public one, and where we know none the operator must have allowed that very host, not just any.
    void requirePublic(String host, int port) throws UnknownHostException {
        if (hosts.isNamedLiterally(host, port) || (!isResolved(host) && hosts.isNarrowlyAllowed(host))) {
            return;
        }
        if (!Arrays.stream(names.resolve(host)).allMatch(PUBLIC::matches)) {
            throw notPublic(host);
        }
    }

    private boolean isResolved(String host) {
        try {
            return names.resolve(host).length > 0;
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private static UnknownHostException notPublic(String host) {
        return new UnknownHostException(host + " has no public address; name it in B24_PORTAL_HOSTS if it is yours");
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        var addresses = names.resolve(host);
        var allowed = Arrays.stream(addresses)
                .filter(address -> PUBLIC.matches(address) || hosts.isNamedLiterally(host, port))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (allowed.isEmpty()) {
            throw notPublic(host);
        }
        return allowed;
    }

    /// Without a port there is no telling whether the operator named the host, so this is the stricter one.
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, 0).stream().map(InetSocketAddress::getAddress).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
