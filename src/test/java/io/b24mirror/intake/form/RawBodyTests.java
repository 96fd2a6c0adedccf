package io.b24mirror.intake.form;

import java.io.ByteArrayInputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class RawBodyTests {
    private final AtomicLong time = new AtomicLong();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    @Test
    void givesUpABodyThatDrips() throws Exception {
        new RawBody.Reader(time::get).doFilter(dripping(21), response, chain);

        assertThat(response.getStatus()).isEqualTo(408);
        assertThat(chain.getRequest()).isNull();
    }

    @Test
    void takesASlowBodyAsItCame() throws Exception {
        var request = dripping(19);
        new RawBody.Reader(time::get).doFilter(request, response, chain);

        assertThat(request.getAttribute(RawBody.ATTRIBUTE)).isInstanceOfSatisfying(RawBody.class,
                body -> assertThat(body.bytes()).hasValueSatisfying(bytes -> assertThat(bytes).hasSize(19)));
        assertThat(chain.getRequest()).isSameAs(request);
    }

    /// A body that comes by a byte a second.
    private MockHttpServletRequest dripping(int bytes) {
        var all = new ByteArrayInputStream(new byte[bytes]);
        var request = new MockHttpServletRequest("POST", "/bitrix24/events") {
            @Override
            public ServletInputStream getInputStream() {
                return new ServletInputStream() {
                    @Override
                    public int read() {
                        time.addAndGet(TimeUnit.SECONDS.toNanos(1));
                        return all.read();
                    }

                    @Override
                    public int read(byte[] into, int from, int length) {
                        time.addAndGet(TimeUnit.SECONDS.toNanos(1));
                        return all.read(into, from, 1);
                    }

                    @Override
                    public boolean isFinished() {
                        return all.available() == 0;
                    }

                    @Override
                    public boolean isReady() {
                        return true;
                    }

                    @Override
                    public void setReadListener(ReadListener listener) {
                        throw new UnsupportedOperationException();
                    }
                };
            }
        };
        return request;
    }
}
