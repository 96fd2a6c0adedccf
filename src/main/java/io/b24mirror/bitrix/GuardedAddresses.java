package io.b24mirror.bitrix;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalHosts;

/// Resolves host names for the HTTP client and lets only public addresses through, so that a name which points into our
/// own network leads nowhere. The connection uses the very addresses checked here, which leaves no room for a second,
/// different answer of the name server.
@Component
class GuardedAddresses implements DnsResolver {
    /// Spring Boot knows loopback, link-local and private addresses. Beyond these: "this host", which Linux connects to
    /// itself; carrier-grade NAT, protocol assignments and benchmarks, where clouds keep metadata services; multicast
    /// and reserved; and IPv6 addresses that stand for an IPv4 one of any kind.
    private static final InetAddressFilter PUBLIC = InetAddressFilter.externalAddresses()
            .andNot("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
                    "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10", "ff00::/8");

    private final PortalHosts hosts;

    GuardedAddresses(PortalHosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        var addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        var allowed = Arrays.stream(addresses)
                .filter(address -> PUBLIC.matches(address) || hosts.isNamedLiterally(host, port))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (allowed.isEmpty()) {
            throw new UnknownHostException(host + " has no public address; name it in B24_PORTAL_HOSTS if it is yours");
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
