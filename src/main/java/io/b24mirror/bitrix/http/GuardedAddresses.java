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

/// Resolves host names for the HTTP client and lets only public addresses through, so that a name that points into our
/// own network leads nowhere. The connection uses the addresses that were checked here, so that a second, different
/// answer of the name server cannot slip in between.
@Component
class GuardedAddresses implements DnsResolver {
    /// Spring Boot lets two old notations through by which an IPv6 address can mean any IPv4 address.
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

    /// Checks a host that a proxy will resolve by itself, perhaps differently. So every address that we know has to be
    /// public, and if we know none the operator must have named that host, not a pattern.
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

    /// Applies the stricter check, since only a host with a port can match one that the operator named.
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, 0).stream().map(InetSocketAddress::getAddress).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
