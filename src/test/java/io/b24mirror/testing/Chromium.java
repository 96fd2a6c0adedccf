package io.b24mirror.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The machine's Chromium, for tests that leave themselves out where there is none.
public final class Chromium {
    /// Pages whose host a test makes up count as public to Chromium, which keeps those from loading anything of
    /// this machine.
    private static final List<String> ARGUMENTS = List.of("--no-sandbox",
            "--disable-features=LocalNetworkAccessChecks");

    private Chromium() {}

    /// Starts it, and ends it after use.
    public static void use(Consumer<Browser> use) {
        var chromium = path();
        assumeTrue(chromium.isPresent(), "Left out: there is no Chromium; apt-get install chromium brings one");
        try (var playwright = Playwright
                .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                var browser = playwright.chromium()
                        .launch(new BrowserType.LaunchOptions().setExecutablePath(chromium.get())
                                .setArgs(ARGUMENTS))) {
            use.accept(browser);
        }
    }

    private static Optional<Path> path() {
        return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
