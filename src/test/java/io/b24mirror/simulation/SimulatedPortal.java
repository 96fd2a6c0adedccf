package io.b24mirror.simulation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A Bitrix24 portal and its authorization server, each on a port of the loopback address.
///
/// All its time comes from the clock it is given; only waiting happens in real time. It may be used from any thread.
///
/// ```java
/// try (var portal = SimulatedPortal.builder().clock(clock).start()) {
///     portal.install(URI.create("http://localhost:8080/bitrix24/events"));
///     var section = portal.calendar().addSection("user", 1, "Work");
///     portal.calendar().addEvent(section, EventDraft.named("Lunch"));
/// }
/// ```
/// 
public final class SimulatedPortal implements AutoCloseable {

    private final Settings settings;
    private final Addresses addresses = new Addresses();
    private final Habits habits = new Habits(addresses);
    private final App app;
    private final Journal journal;
    private final Tokens tokens;
    private final LeakyBucket bucket;
    private final Timing timing;
    private final SimulatedFaults faults;
    private final OfflineQueue offline;
    private final Features features = new Features();
    private final Subscriptions subscriptions = new Subscriptions();
    private final SimulatedUsers users = new SimulatedUsers();
    private final SimulatedGroups groups = new SimulatedGroups();
    private final SimulatedEvents events = new SimulatedEvents();
    private final EventSource source;
    private final CalendarStore calendar;
    private final Formats formats;
    private final CommentStore comments;
    private final SimulatedDeals deals;
    private final Authentication authentication;
    private final PortalHandler handler;
    private final List<LoopbackServer> servers = new ArrayList<>();

    SimulatedPortal(Settings settings) {
        this.settings = settings;
        app = new App(settings.applicationToken());
        var clock = settings.clock();
        formats = settings.formats();
        journal = new Journal(clock);
        tokens = new Tokens(clock, journal);
        bucket = new LeakyBucket(clock, settings.ratePerSecond(), settings.burst());
        timing = new Timing(clock);
        faults = new SimulatedFaults(clock);
        offline = new OfflineQueue(clock);
        source = new EventSource(app, subscriptions, users, new EventBodies(settings, addresses, tokens, app, habits),
                events,
                offline, clock);
        calendar = new CalendarStore(clock, formats, users, source);
        comments = new CommentStore(clock, users, source);
        deals = new SimulatedDeals(source);
        authentication = new Authentication(clock, app, tokens, users);
        var rules = new Rules(journal);
        handler = new PortalHandler(rules, authentication, methods(formats), faults, bucket, timing, journal, clock);
        addresses.portalAt(listen(settings.port()));
        var authorization = new LoopbackServer(settings.authorizationPort(),
                new AuthorizationHandler(settings, addresses, app, tokens, rules, faults, timing, journal, habits));
        servers.add(authorization);
        addresses.authorizationAt(authorization.port());
    }

    private Methods methods(Formats formats) {
        var methods = new Methods(settings, faults, journal);
        methods.offer("batch", "", new Batch(methods, timing, journal));
        new AppMethods(settings, app, features).offer(methods);
        new EventMethods(settings, subscriptions, source, features).offer(methods);
        new OfflineMethods(offline, features, tokens).offer(methods);
        new PeopleMethods(users, groups).offer(methods);
        new CalendarMethods(calendar, formats, settings.clock()).offer(methods);
        new CommentMethods(comments).offer(methods);
        deals.offer(methods);
        return methods;
    }

    private int listen(int port) {
        var server = new LoopbackServer(port, new MovedHandler(addresses, handler));
        servers.add(server);
        return server.port();
    }

    public static Builder builder() {
        return new Builder();
    }

    // Addresses

    /// The base of the portal's methods, with a slash at its end.
    public URI restUrl() {
        return URI.create(addresses.clientEndpoint());
    }

    /// The base of the authorization server, without a path.
    public URI authorizationServerUrl() {
        return URI.create(addresses.authorization());
    }

    /// `host:port`, as it stands in events.
    public String domain() {
        return addresses.domain();
    }

    /// An incoming webhook of a user, with a slash at its end.
    public URI webhookUrl(long userId) {
        return restUrl().resolve("%d/%s/".formatted(userId, authentication.webhookSecret(userId)));
    }

    /// Renames the portal: it is at another address from now on, and the old one redirects there.
    public URI moveToNewHost() {
        addresses.portalAt(listen(0));
        return restUrl();
    }

    /// The names it goes by, and what it does because of its age.
    public Habits habits() {
        return habits;
    }

    public String memberId() {
        return settings.memberId();
    }

    public String applicationToken() {
        return app.applicationToken();
    }

    // Data

    public SimulatedUsers users() {
        return users;
    }

    public SimulatedGroups groups() {
        return groups;
    }

    /// The calendars in the hands of user 1.
    public SimulatedCalendar calendar() {
        return new SimulatedCalendar(calendar, SimulatedUsers.INSTALLER);
    }

    /// The deals, in the hands of user 1.
    public SimulatedDeals deals() {
        return deals;
    }

    /// The comments in the hands of user 1.
    public SimulatedComments comments() {
        return new SimulatedComments(comments, SimulatedUsers.INSTALLER);
    }

    /// The queue of events on their way out.
    public SimulatedEvents events() {
        return events;
    }

    /// What is to go wrong.
    public SimulatedFaults faults() {
        return faults;
    }

    // Life cycle of the app

    /// Installs a script-only app as user 1: it is told by `ONAPPINSTALL` at once.
    public void install(URI handler) {
        install(handler, SimulatedUsers.INSTALLER);
    }

    public void install(URI handler, long userId) {
        subscriptions.remove(_ -> true);
        subscriptions.add("ONAPPINSTALL", handler, 0, "");
        app.become(App.Stage.INSTALLED);
        source.emit("ONAPPINSTALL", installation(), userId);
    }

    private ObjectNode installation() {
        var data = Json.object().put("VERSION", "1");
        if (!habits.areOld()) {
            data.put("ACTIVE", "Y").put("INSTALLED", "Y");
        }
        return data.put("LANGUAGE_ID", settings.language());
    }

    /// Gives the installation another application token, as when a local app is created anew.
    public void changeApplicationToken(String applicationToken) {
        app.changeApplicationToken(applicationToken);
    }

    /// Lets the app be installed without telling it.
    public void installSilently() {
        app.become(App.Stage.INSTALLED);
    }

    /// Opens the installer page of an app with a user interface. The app is added by that, but not yet installed.
    public PagePost openInstallPage(URI page, long userId) {
        if (!app.isPresent()) {
            app.become(App.Stage.ADDED);
        }
        return openPage(page, userId);
    }

    /// Opens a page of the app inside the portal.
    public PagePost openPage(URI page, long userId) {
        return new Pages(settings, addresses, tokens, app, habits).open(page, userId);
    }

    /// What `BX24.installFinish()` in the installer page does: from now on there are events.
    public void finishInstallation() {
        var told = app.isInstalled();
        app.become(App.Stage.INSTALLED);
        if (!told) {
            source.emit("ONAPPINSTALL", installation(), SimulatedUsers.INSTALLER);
        }
    }

    /// Updates an app with a user interface, or installs it again: no event arrives until its installer page finishes,
    /// and nothing says so.
    public void updateApp() {
        app.become(App.Stage.ADDED);
    }

    /// Removes the app. Who subscribed to `ONAPPUNINSTALL` is told; the tokens are dead before that.
    ///
    /// @param clean
    ///            whether the user wants the app's data to be deleted
    public void uninstall(boolean clean) {
        tokens.revokeAll();
        source.emit("ONAPPUNINSTALL",
                Json.object().put("CLEAN", clean ? "1" : "0").put("LANGUAGE_ID", settings.language()), null);
        app.become(App.Stage.ABSENT);
        subscriptions.remove(_ -> true);
        offline.clear(_ -> true);
    }

    /// Removes the app without `ONAPPUNINSTALL`, as a portal does if the wizard was not finished or the app's payment
    /// has expired.
    public void removeSilently() {
        app.become(App.Stage.ABSENT);
        subscriptions.remove(_ -> true);
        offline.clear(_ -> true);
    }

    /// Sets up an outgoing webhook, which has a token of its own and never brings tokens of users.
    public void addOutgoingWebhook(URI handler, String applicationToken, String... eventCodes) {
        for (var code : eventCodes) {
            subscriptions.addWebhook(EventCodes.normal(code), handler, applicationToken);
        }
    }

    /// The events that are posted to the app, in upper case; one that is posted to several handlers, or in the name of
    /// several users, stands there as often.
    public List<String> subscribedEvents() {
        return subscriptions.ofApp().stream().filter(row -> !row.isOffline()).map(Subscription::event).toList();
    }

    /// The events that are kept for the app until it asks, in upper case.
    public List<String> offlineEvents() {
        return subscriptions.ofApp().stream().filter(Subscription::isOffline).map(Subscription::event).toList();
    }

    /// The handlers that an event of the app is posted to.
    public List<URI> handlersOf(String event) {
        return subscriptions.to(EventCodes.normal(event))
                .stream()
                .filter(row -> row.webhookToken() == null)
                .map(Subscription::handler)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    /// Subscribes the app to an event, as a former version or another part of it did.
    ///
    /// @param authType
    ///            the user whose tokens the event brings; 0 for whoever acts
    public void subscribe(String event, URI handler, long authType) {
        subscriptions.add(EventCodes.normal(event), handler, authType, "");
    }

    /// Lets all subscriptions vanish, as an update of the app does.
    public void forgetSubscriptions() {
        subscriptions.remove(_ -> true);
    }

    /// How many events wait in the offline queue, those included that somebody has reserved.
    public int offlineRows() {
        return offline.rows().size();
    }

    /// How many of them were reported as not understood.
    public long failedOfflineRows() {
        return offline.rows().stream().filter(OfflineQueue.Row::failed).count();
    }

    /// Loses what waits in the offline queue.
    public void forgetOfflineRows() {
        offline.clear(_ -> true);
    }

    /// Places an event in the offline queue that did not happen here.
    public void putOfflineRow(String event, ObjectNode data) {
        offline.add(event, data, null, "");
    }

    /// Lets the subscriptions to one event vanish, those of the offline queue included.
    public void forgetSubscriptions(String event) {
        subscriptions.remove(row -> row.event().equals(EventCodes.normal(event)));
    }

    /// Grants the app other scopes from now on, as a comma list.
    public void grant(String scope) {
        settings.grant(scope);
    }

    // Tokens

    /// Tokens of a user, as the app would get them by its own means.
    public TokenPair issueTokens(long userId) {
        return tokens.issue(userId);
    }

    /// A code that can be exchanged for tokens within 30 seconds.
    public String issueAuthorizationCode(long userId) {
        return tokens.issueCode(userId);
    }

    public void expireAccessTokens() {
        tokens.expireAccess();
    }

    /// Makes every refresh token unknown: `invalid_grant` from now on.
    public void revokeRefreshTokens() {
        tokens.revokeRefresh();
    }

    /// Every token, code and webhook secret that was ever handed out.
    public Set<String> issuedSecrets() {
        return tokens.everIssued();
    }

    /// Lets the authorization server forget the last renewal, as after a crash of its own: what it handed out is
    /// unknown, and the refresh token before it is good again.
    public void takeBackLastRenewal() {
        tokens.takeBackLastRenewal();
    }

    /// How often tokens were renewed.
    public int renewals() {
        return tokens.renewals();
    }

    /// How often tokens were renewed although the access token was still good.
    public int earlyRenewals() {
        return tokens.earlyRenewals();
    }

    // What it saw

    public List<RecordedRequest> requests() {
        return journal.requests();
    }

    /// Waits, in real time, until that many requests to the portal are under way.
    public void awaitInFlight(int requests, Duration atMost) throws InterruptedException {
        handler.awaitInFlight(requests, atMost);
    }

    /// How often a method was called, in batches and outside.
    public long calls(String method) {
        return requests().stream().mapToLong(request -> request.calls(method)).sum();
    }

    /// The rules that were broken, oldest first. A well-behaved client leaves this empty.
    public List<Violation> violations() {
        return journal.violations();
    }

    /// Forgets the requests and violations so far.
    public void clearJournal() {
        journal.clear();
    }

    /// Updates the calendar module: the records of today look otherwise tomorrow, although nothing was changed.
    public void updateTo(PortalAge age) {
        formats.installed().set(age);
    }

    /// The zone of the portal's own clock.
    public ZoneId serverZone() {
        return settings.serverZone();
    }

    // Limits

    public void rate(double perSecond, int burst) {
        bucket.resize(perSecond, burst);
    }

    /// Empties the leaky bucket, as if nothing had been called for a long time.
    public void emptyBucket() {
        bucket.empty();
    }

    /// Whether the portal's plan includes a feature; `rest_offline_extended` it does from the start.
    public void planIncludes(String feature, boolean yes) {
        features.include(feature, yes);
    }

    /// Lets a method have used that much operating time, which answers tell of from now on.
    public void operatingTime(String method, double seconds, Instant resetAt) {
        timing.use(method, seconds, resetAt);
    }

    /// Whether events can be bound offline, so that the portal keeps those that get lost. For tests of what has to do
    /// without that.
    public void keepsEvents(boolean yes) {
        features.include(Features.OFFLINE_EVENTS, yes);
    }

    /// Whether answers tell of operating time; portals of one's own do not.
    public void countOperatingTime(boolean on) {
        timing.count(on);
    }

    @Override
    public void close() {
        events.close();
        servers.forEach(LoopbackServer::close);
    }

    /// Settings of a portal to be; every one has a default.
    public static final class Builder {

        private Clock clock = Clock.systemUTC();
        private String clientId = "app.1";
        private String clientSecret = "simulated-client-secret";
        private String memberId = "a223c6b3710f85df22e9377d6c4f7553";
        private String applicationToken = "51856fefc120afa4b628cc82d3935cce";
        private String scope = "calendar,crm,user,sonet_group";
        private double ratePerSecond = 2;
        private int burst = 50;
        private String language = "en";
        private ZoneId serverZone = ZoneOffset.ofHours(3);
        private @Nullable DateFormat dateFormat;
        private PortalAge age = PortalAge.CURRENT;
        private String appStatus = "L";
        private boolean localHandlers = true;
        private int port;
        private int authorizationPort;

        private Builder() {}

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        public Builder clientId(String value) {
            clientId = value;
            return this;
        }

        public Builder clientSecret(String value) {
            clientSecret = value;
            return this;
        }

        public Builder memberId(String value) {
            memberId = value;
            return this;
        }

        public Builder applicationToken(String value) {
            applicationToken = value;
            return this;
        }

        /// What the app was granted, as a comma list.
        public Builder scope(String value) {
            scope = value;
            return this;
        }

        public Builder rate(double perSecond, int bucket) {
            ratePerSecond = perSecond;
            burst = bucket;
            return this;
        }

        /// Decides how error texts are written: `en`, `de` or `ru`. Dates too, unless they have a format of their own.
        public Builder language(String value) {
            language = value;
            return this;
        }

        /// The zone of the portal's own clock, which its records do not tell.
        public Builder serverZone(ZoneId value) {
            serverZone = value;
            return this;
        }

        /// How the portal's site writes dates.
        public Builder dateFormat(DateFormat value) {
            dateFormat = value;
            return this;
        }

        /// How old the portal's calendar module is.
        public Builder age(PortalAge value) {
            age = value;
            return this;
        }

        /// The letter that tells how the app is paid for.
        public Builder appStatus(String value) {
            appStatus = value;
            return this;
        }

        /// Whether `event.bind` takes a handler whose host has no dot; real portals do not.
        public Builder permitLocalHandlers(boolean value) {
            localHandlers = value;
            return this;
        }

        /// The ports of the portal and of the authorization server; 0 for any.
        public Builder ports(int ofPortal, int ofAuthorizationServer) {
            port = ofPortal;
            authorizationPort = ofAuthorizationServer;
            return this;
        }

        /// The port of the portal alone.
        public Builder port(int ofPortal) {
            port = ofPortal;
            return this;
        }

        public SimulatedPortal start() {
            return new SimulatedPortal(new Settings(clock, clientId, clientSecret, memberId, applicationToken,
                    new AtomicReference<>(scope),
                    ratePerSecond, burst, language, serverZone, appStatus, localHandlers, port, authorizationPort,
                    dateFormat == null ? DateFormat.usualFor(language) : dateFormat, age));
        }
    }
}
