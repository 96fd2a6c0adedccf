package io.b24mirror.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// A wire that can be bad: it passes bytes on between a client and a server on this machine, and does with them what
/// it is told, from one moment to the next.
final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    /// What is done with the bytes.
    sealed interface Behaviour {
        /// They are passed on at once.
        record Pass() implements Behaviour {}

        /// They are passed on this much later, in each direction.
        record Late(Duration by) implements Behaviour {}

        /// Connections are reset, those to come as well.
        record Reset() implements Behaviour {}

        /// Bytes vanish, and no connection is closed, as behind a firewall that forgot it.
        record HalfOpen() implements Behaviour {}

        /// Answers are kept back until the behaviour changes, and come then.
        record KeepAnswersBack() implements Behaviour {}

        /// A connection is reset in place of an answer that holds this text; the request has been served by then.
        record CutBeforeAnswer(String text) implements Behaviour {}
    }

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Exchanges exchanges;
    private volatile Behaviour behaviour = new Behaviour.Pass();

    private TcpProxy(ServerSocket server, InetSocketAddress target, Predicate<String> recorded) {
        this.server = server;
        this.target = target;
        exchanges = new Exchanges(recorded);
    }

    /// Listens there, and connects to that port of the loopback address.
    static TcpProxy start(String address, int port, int targetPort) {
        return start(address, port, targetPort, _ -> false);
    }

    /// The same, and records the exchanges whose requests are of interest.
    @SuppressWarnings("AddressSelection") // literal addresses, of which there is one
    static TcpProxy start(String address, int port, int targetPort, Predicate<String> recorded) {
        try {
            var server = new ServerSocket(port, 256, InetAddress.getByName(address));
            var proxy = new TcpProxy(server, new InetSocketAddress("127.0.0.1", targetPort), recorded);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /// From now on; with [Behaviour.Reset] the open connections are reset too.
    void become(Behaviour next) {
        behaviour = next;
        if (next instanceof Behaviour.Reset) {
            resetAll();
        }
    }

    /// Resets the connections that are open, and lets new ones be.
    void resetAll() {
        sockets.forEach(TcpProxy::reset);
    }

    /// How many connections were reset in place of an answer.
    int cuts() {
        return cuts.get();
    }

    Exchanges exchanges() {
        return exchanges;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException _) {
                // the next one may fare better
            }
        }
    }

    private void connect(Socket client) {
        if (behaviour instanceof Behaviour.Reset) {
            reset(client);
            return;
        }
        var upstream = new Socket();
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(target);
        } catch (IOException _) {
            reset(client);
            return;
        }
        sockets.add(client);
        sockets.add(upstream);
        var conversation = exchanges.begin();
        Thread.ofVirtual().start(() -> pump(client, upstream, conversation, true));
        Thread.ofVirtual().start(() -> pump(upstream, client, conversation, false));
    }

    private void pump(Socket from, Socket to, Exchanges.Conversation conversation, boolean isRequest) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            var chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (isRequest) {
                    conversation.asked(chunk, read);
                }
                if (passes(chunk, read, isRequest, from, to)) {
                    out.write(chunk, 0, read);
                    if (!isRequest) {
                        conversation.answered();
                    }
                }
            }
        } catch (IOException _) {
            // one of the two is gone, so the other one goes, too
        } finally {
            conversation.ended();
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private boolean passes(byte[] chunk, int length, boolean isRequest, Socket from, Socket to) {
        switch (behaviour) {
            case Behaviour.Pass _ -> {
            }
            case Behaviour.Late(var by) -> LockSupport.parkNanos(by.toNanos());
            case Behaviour.HalfOpen _ -> {
                return false;
            }
            case Behaviour.KeepAnswersBack kept -> {
                while (!isRequest && behaviour.equals(kept)) {
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            }
            case Behaviour.CutBeforeAnswer(var text) -> {
                if (!isRequest && new String(chunk, 0, length, ISO_8859_1).contains(text)) {
                    cuts.incrementAndGet();
                    reset(from);
                    reset(to);
                    return false;
                }
            }
            case Behaviour.Reset _ -> {
                reset(from);
                reset(to);
                return false;
            }
        }
        return true;
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // closed already
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // closed already
        }
        resetAll();
    }
}
