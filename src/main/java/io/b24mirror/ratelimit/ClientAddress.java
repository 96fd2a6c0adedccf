package io.b24mirror.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/// The address that a request is counted against: an IPv4 address, or the 64-bit network of an IPv6 address, which a
/// provider gives to one household.
public record ClientAddress(String address) {
    private static final int NETWORK_BYTES = 8;

    /// Returns the address to count a request against.
    ///
    /// @param remoteAddress
    ///            a numeric address, never a name
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

    /// Checks whether many senders may share it: a proxy has a private address, a stranger on the internet does not.
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
