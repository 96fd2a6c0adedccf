package io.b24mirror.bitrix.http;

import java.io.IOException;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;

/// Checks the host of each request that goes through a proxy, since the proxy resolves its name and our own connection
/// does not show where it leads. An answer of the proxy itself is not mistaken for the target's answer.
record GuardedTarget(GuardedAddresses addresses, OutboundProxy proxy) implements ExecChainHandler {
    private static final String REACHED = GuardedTarget.class.getName();

    /// The proxy refused to connect to the target.
    static final class RefusedException extends IOException {
        private final int status;

        private RefusedException(int status) {
            this.status = status;
        }

        String reason() {
            return "the proxy of B24_HTTP_PROXY refuses to connect: HTTP " + status
                    + (status == 407 || status == 401 ? "; are user and password right?" : "");
        }
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var target = scope.route.getTargetHost();
        addresses.requirePublic(target.getHostName(), port(target));
        scope.clientContext.removeAttribute(REACHED);
        proxy.authenticate(scope.clientContext);
        var response = chain.proceed(request, scope);
        if (scope.clientContext.getAttribute(REACHED) == null || response.getCode() == 407) {
            response.close();
            throw new RefusedException(response.getCode());
        }
        return response;
    }

    /// Marks that there is a connection to the target.
    static ClassicHttpResponse reached(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(REACHED, true);
        return chain.proceed(request, scope);
    }

    private static int port(HttpHost target) {
        if (target.getPort() > 0) {
            return target.getPort();
        }
        return "http".equals(target.getSchemeName()) ? 80 : 443;
    }
}
