package io.b24mirror.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// Where a request comes from, as far as it can be held against its sender: an IPv4 address, or the 64 bits of an IPv6
/// one that a provider gives to one household.
public record ClientAddress(String address) {
    private static final int NETWORK_BYTES = 8;

    /// The source of a request from that address.
    ///
    /// @param remoteAddress
    ///            an address in figures, never a name
    public static ClientAddress of(@Nullable String remoteAddress) {
        if (remoteAddress == null || !remoteAddress.contains(":")) {
            return new ClientAddress(String.valueOf(remoteAddress));
        }
        try {
            var address = InetAddress.getByName(remoteAddress);
            return new ClientAddress(address instanceof Inet6Address six ? network(six) : address.getHostAddress());
        } catch (UnknownHostException _) {
            return new ClientAddress(remoteAddress);
        }
    }

    /// Whether it may stand for many senders: a proxy has a private address, and no stranger on the internet has one.
    public boolean isShared() {
        try {
            var ip = InetAddress.getByName(address.replace("/64", ""));
            return ip.isLoopbackAddress() || ip.isSiteLocalAddress() || ip.isLinkLocalAddress() || isUniqueLocal(ip);
        } catch (UnknownHostException _) {
            return true;
        }
    }

    private static boolean isUniqueLocal(InetAddress ip) {
        return ip instanceof Inet6Address && (ip.getAddress()[0] & 0xFE) == 0xFC;
    }

    private static String network(Inet6Address address) throws UnknownHostException {
        var bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    }

    @Override
    public String toString() {
        return address;
    }
}
