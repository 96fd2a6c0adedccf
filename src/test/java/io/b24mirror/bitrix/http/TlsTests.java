package io.b24mirror.bitrix.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.portal.PortalHostsExamples;

import static org.assertj.core.api.Assertions.assertThat;

class TlsTests {
    private static final String PASSWORD = "only-for-this-test";

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit fills the field
    TlsTests() {}

    @Test
    void trustsNoCertificateThatNobodyVouchesFor() throws Exception {
        var requests = new AtomicInteger();
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            var transport = new RestTransport(HttpConfiguration.client(
                    new GuardedAddresses(PortalHostsExamples.allowing(false, "localhost")), Optional.empty(),
                    new AnswerDeadline(), null),
                    JsonMapper.shared());

            var reply = transport.postJson(URI.create("https://localhost:" + server.getAddress().getPort() + "/rest/"),
                    null,
                    Map.of());

            assertThat(reply).isInstanceOfSatisfying(Reply.Unusable.class,
                    unusable -> assertThat(unusable.reason()).contains("no secure connection"));
            assertThat(requests).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    private SSLContext selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        var file = directory.resolve("keys.p12");
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-keystore",
                file.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12").redirectErrorStream(true).start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
