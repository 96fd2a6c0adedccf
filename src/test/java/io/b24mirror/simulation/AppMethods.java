package io.b24mirror.simulation;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// The methods that tell of the app and the portal.
final class AppMethods {

    private final Settings settings;
    private final App app;
    private final Features features;

    AppMethods(Settings settings, App app, Features features) {
        this.settings = settings;
        this.app = app;
        this.features = features;
    }

    void offer(Methods methods) {
        methods.offerToApps("app.info", this::info);
        methods.offer("scope", "", this::scope);
        methods.offer("server.time", "", this::time);
        methods.offer("feature.get", "", this::feature);
    }

    private Answer info(Call call) {
        return Answer.of(Json.object()
                .put("ID", "7")
                .put("CODE", settings.clientId())
                .put("VERSION", 1)
                .put("STATUS", settings.appStatus())
                .put("INSTALLED", app.isInstalled())
                .put("PAYMENT_EXPIRED", "N")
                .putNull("DAYS")
                .put("LANGUAGE_ID", settings.language())
                .put("LICENSE", "eu_basic")
                .put("LICENSE_TYPE", "basic")
                .put("LICENSE_FAMILY", "basic"));
    }

    private Answer scope(Call call) {
        var scopes = Json.array();
        settings.scopes().forEach(scopes::add);
        return Answer.of(scopes);
    }

    private Answer time(Call call) {
        return Answer.of(Json.of(settings.clock()
                .instant()
                .truncatedTo(ChronoUnit.SECONDS)
                .atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx"))));
    }

    private Answer feature(Call call) {
        var code = Json.text(call.get("CODE"));
        if (code.isEmpty()) {
            throw new RestError(400, "CODE_EMPTY", "CODE can't be empty");
        }
        return Answer.of(Json.object().put("value", features.has(code) ? "Y" : "N"));
    }
}
