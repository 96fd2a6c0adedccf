package io.b24mirror.access;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.util.HtmlUtils;

import io.b24mirror.access.login.TooManyLoginsException;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Serves the login form of the console, which works without scripts.
@Controller
class LoginPage {
    static final String PATH = "/console/login";

    private static final String STYLE = "body{font:16px sans-serif;max-width:20em;margin:4em auto;padding:0 1em}"
            + "label,input,button{display:block;width:100%;box-sizing:border-box;margin:.5em 0;font:inherit}";
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    @GetMapping(PATH)
    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(HttpStatus.OK, "", request, response);
    }

    static void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        if (reason instanceof TooManyLoginsException tooMany) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(tooMany.seconds()));
            show(HttpStatus.TOO_MANY_REQUESTS,
                    "Too many logins have failed. Try again in %d s.".formatted(tooMany.seconds()), request, response);
        } else {
            show(HttpStatus.UNAUTHORIZED, "User or password is wrong.", request, response);
        }
    }

    private static void show(HttpStatus status, String message, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        var html = """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>b24-mirror</title>
                <style>%s</style></head>
                <body>
                <h1>b24-mirror</h1>
                <p role="status">%s</p>
                <form method="post" action="%s">
                <label>User <input name="username" value="operator" autocomplete="username" required></label>
                <label>Password <input name="password" type="password" autocomplete="current-password" \
                required autofocus></label>
                <input type="hidden" name="%s" value="%s">
                <button>Log in</button>
                </form>
                </body>
                </html>
                """
                .formatted(STYLE, HtmlUtils.htmlEscape(message),
                        HtmlUtils.htmlEscape(request.getContextPath() + PATH), csrf.getParameterName(),
                        HtmlUtils.htmlEscape(csrf.getToken()));
        response.setStatus(status.value());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY);
        response.getOutputStream().write(html.getBytes(UTF_8));
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
