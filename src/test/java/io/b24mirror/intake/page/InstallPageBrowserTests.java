package io.b24mirror.intake.page;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Test;

import org.springframework.web.util.HtmlUtils;

import io.b24mirror.simulation.PagePost;
import io.b24mirror.testing.Chromium;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Opens the app's page in the machine's Chromium, in a frame of a page of the portal, as Bitrix24 does. Bitrix24's
/// library is a small stand-in of ours.
class InstallPageBrowserTests extends ServiceTest {
    private static final String WORLD = "api.bitrix24.com";
    private static final String TECH = "api.bitrix24.tech";
    private static final String LIBRARY = """
            window.BX24 = {
              init: function (ready) { ready(); },
              installFinish: function () { document.body.dataset.finished = 'yes'; },
              callMethod: function (method, parameters, done) {
                document.body.dataset.called = method + ' ' + parameters.event;
                done({error: function () { return null; }});
              }
            };""";

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void finishesWithTheLibraryOfThePortalsRegion() {
        open(portal.openInstallPage(page(), 1), List.of(WORLD, TECH), (_, frame) -> {
            frame.locator("body[data-finished=yes]").waitFor();

            assertThat(frame.locator("h1").innerText()).isEqualTo("b24-mirror is installed");
            assertThat(frame.locator("body").getAttribute("data-called")).isNull();
            assertThat(asked).containsExactly(WORLD);
            assertThat(complaints).isEmpty();
        });
    }

    @Test
    void bindsTheInstallEventFirstOnAnOlderPortalOfTheOtherRegion() {
        var older = portal.openInstallPage(page(), 1).ofAnOlderPortal();
        portal.habits().inAddressBar("shop-example.bitrix24.ru");
        var post = new PagePost(portal.openInstallPage(page(), 1).uri(), older.form());

        open(post, List.of(WORLD, TECH), (_, frame) -> {
            frame.locator("body[data-finished=yes]").waitFor();

            assertThat(frame.locator("body").getAttribute("data-called")).isEqualTo("event.bind ONAPPINSTALL");
            assertThat(asked).containsExactly(TECH);
            assertThat(complaints).isEmpty();
        });
    }

    @Test
    void takesTheOtherLibraryWhereTheFirstCannotBeReached() {
        open(portal.openInstallPage(page(), 1), List.of(TECH), (_, frame) -> {
            frame.locator("body[data-finished=yes]").waitFor();

            assertThat(asked).containsExactly(WORLD, TECH);
            assertThat(complaints).noneMatch(complaint -> complaint.contains("Content Security Policy"));
        });
    }

    @Test
    void saysThatNoLibraryCanBeReached() {
        open(portal.openInstallPage(page(), 1), List.of(), (_, frame) -> {
            frame.locator("h1").getByText("b24-mirror is not installed yet").waitFor();

            assertThat(frame.locator("p").first().innerText()).contains("api.bitrix24.com or api.bitrix24.tech");
            assertThat(asked).containsExactly(WORLD, TECH);
        });
    }

    @Test
    void letsAnAdministratorPressTheButton() throws InterruptedException {
        long second = portal.users().add("Bertha Boss");
        portal.users().setAdmin(second, true);
        install();

        open(portal.openPage(page(), second), List.of(), (_, frame) -> {
            frame.locator("button").getByText("Authorize with my account").click();
            frame.locator("h1").getByText("b24-mirror is being authorized").waitFor();

            assertThat(complaints).isEmpty();
        });
        work();

        assertThat(value("select service_user_id from portal.portal", Long.class)).isEqualTo(second);
    }

    private void open(PagePost post, List<String> libraries, BiConsumer<Page, FrameLocator> use) {
        Chromium.use(browser -> {
            var page = page(browser);
            page.route("https://api.bitrix24.*/**", route -> library(route, libraries));
            var host = host(post);
            page.route("http*://" + host + "/**",
                    route -> route.fulfill(new Route.FulfillOptions().setContentType("text/html")
                            .setBody(frameOf(post))));
            page.navigate("http://" + host + "/marketplace/");
            use.accept(page, page.frameLocator("iframe"));
        });
    }

    /// The host of the address bar. Chromium tries HTTPS first where a host is not of this machine.
    private static String host(PagePost post) {
        return post.uri().getQuery().replaceFirst("^DOMAIN=([^&]+).*$", "$1");
    }

    private Page page(Browser browser) {
        var page = browser.newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private void library(Route route, List<String> libraries) {
        var host = URI.create(route.request().url()).getHost();
        asked.add(host);
        if (libraries.contains(host)) {
            route.fulfill(new Route.FulfillOptions().setContentType("text/javascript").setBody(LIBRARY));
        } else {
            route.abort();
        }
    }

    private static String frameOf(PagePost post) {
        var fields = post.form()
                .entrySet()
                .stream()
                .map(field -> "<input type=hidden name=\"%s\" value=\"%s\">".formatted(field.getKey(),
                        HtmlUtils.htmlEscape(field.getValue())))
                .collect(Collectors.joining());
        return """
                <!doctype html><title>Portal</title><iframe name="app"></iframe>
                <form method="post" action="%s" target="app">%s</form><script>document.forms[0].submit()</script>"""
                .formatted(HtmlUtils.htmlEscape(post.uri().toString()), fields);
    }

    private URI page() {
        return handler().resolve("/bitrix24/install");
    }
}
