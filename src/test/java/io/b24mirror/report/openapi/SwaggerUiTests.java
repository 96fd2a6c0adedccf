package io.b24mirror.report.openapi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

import io.b24mirror.report.ReportTest;
import io.b24mirror.testing.Chromium;

import static org.assertj.core.api.Assertions.assertThat;

/// Opens the description of the API in the machine's Chromium.
class SwaggerUiTests extends ReportTest {
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @Test
    void showsTheApiAndTriesItWithoutBreakingThePolicyOfItsPage() {
        putEvents("acme", 1, 3);
        open("reporting", PASSWORD, page -> {
            page.locator("#operations-Reading-portals").waitFor();
            assertThat(page.url()).endsWith("/swagger-ui/index.html");
            page.locator("#operations-Reading-calendar-events .opblock-summary-control").click();
            page.locator(".try-out__btn").click();
            page.locator(".execute").click();
            page.locator(".live-responses-table .response-col_status").getByText("200").first().waitFor();

            assertThat(page.locator(".live-responses-table").innerText()).contains("Event 1", "\"next\": null");
            assertThat(complaints).isEmpty();
        });
    }

    @Test
    void carriesOutAnActionThatAnOperatorTries() throws InterruptedException {
        install();
        open("operator", OPERATOR_PASSWORD, page -> {
            page.locator("#operations-Operating-suspend .opblock-summary-control").click();
            page.locator(".try-out__btn").click();
            page.locator("tr[data-param-name=memberId] input").fill(portal.memberId());
            page.locator(".execute").click();
            page.locator(".live-responses-table .response-col_status").getByText("200").first().waitFor();

            assertThat(page.locator(".live-responses-table").innerText()).contains("\"outcome\": \"DONE\"");
            assertThat(complaints).isEmpty();
        });
    }

    private void open(String user, String password, Consumer<Page> use) {
        Chromium.use(browser -> {
            var page = page(browser, user, password);
            page.navigate(handler().resolve("/swagger-ui.html").toString());
            page.locator(".info .title").getByText("b24-mirror").first().waitFor();
            use.accept(page);
        });
    }

    private Page page(Browser browser, String user, String password) {
        var page = browser.newContext(new Browser.NewContextOptions().setHttpCredentials(user, password))
                .newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }
}
