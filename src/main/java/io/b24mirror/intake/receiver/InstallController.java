package io.b24mirror.intake.receiver;

import java.util.Map;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import io.b24mirror.intake.form.FormDecoder;
import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.RawBody;
import io.b24mirror.intake.page.AppPages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED_VALUE;

/// The installation path of the app. Bitrix24 posts an event to it if the app has no interface. If it has one,
/// Bitrix24 opens the path as a page inside the portal whenever a user opens the app.
@RestController
class InstallController {
    private final EventController events;
    private final AppPages pages;

    InstallController(EventController events, AppPages pages) {
        this.events = events;
        this.pages = pages;
    }

    @PostMapping(path = "/bitrix24/install", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> install(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body, HttpServletRequest request) {
        var form = EventController.decode(body);
        return pages.isPage(form)
                ? pages.open(query(request), form, request.getRemoteAddr())
                : events.receive(form, request.getRemoteAddr());
    }

    private static FormTree.Branch query(HttpServletRequest request) {
        var query = request.getQueryString();
        return query == null ? new FormTree.Branch(Map.of()) : FormDecoder.decode(query.getBytes(UTF_8));
    }
}
