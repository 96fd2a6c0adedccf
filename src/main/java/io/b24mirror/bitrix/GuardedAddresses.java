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
    private static final InetAddressFilter PUBLIC = InetAddressFilter.externalAddresses();

    private final PortalHosts hosts;

    GuardedAddresses(PortalHosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        if (hosts.isNamedLiterally(host)) {
            return addresses;
        }
        var allowed = Arrays.stream(addresses).filter(PUBLIC::matches).toArray(InetAddress[]::new);
        if (allowed.length == 0) {
            throw new UnknownHostException(host + " has no public address; name it in B24_PORTAL_HOSTS if it is yours");
        }
        return allowed;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return Arrays.stream(resolve(host)).map(address -> new InetSocketAddress(address, port)).toList();
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
