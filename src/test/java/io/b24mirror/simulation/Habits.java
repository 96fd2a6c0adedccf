package io.b24mirror.simulation;

/// What portals do differently by their age and by the names they go by: see `rest.md`, F3, F4 and section 1.2.
///
/// One portal may have several host names. Which of them it writes is decided by the request in which something
/// happens, so none of these has to be the one under which it is called.
public final class Habits {

    private final Addresses addresses;
    private volatile String inEvents = "";
    private volatile String inAddressBar = "";
    private volatile String inAppInfo = "";
    private volatile boolean namesNoDomain;
    private volatile boolean isOld;

    Habits(Addresses addresses) {
        this.addresses = addresses;
    }

    /// The host in `auth[domain]` of events.
    public Habits inEvents(String host) {
        inEvents = host;
        return this;
    }

    /// The host in the `DOMAIN` of pages: that of the user's address bar.
    public Habits inAddressBar(String host) {
        inAddressBar = host;
        return this;
    }

    /// The host in `install.domain` of `app.info` on the authorization server.
    public Habits inAppInfo(String host) {
        inAppInfo = host;
        return this;
    }

    /// Leaves `auth[domain]` empty, as portals of one's own do where an agent acts.
    public Habits withoutDomain() {
        namesNoDomain = true;
        return this;
    }

    /// Writes `ONAPPINSTALL` as portals did in 2020: no `event_handler_id`, no `ACTIVE` and no `INSTALLED`.
    public Habits of2020() {
        isOld = true;
        return this;
    }

    boolean areOld() {
        return isOld;
    }

    String domainInEvents() {
        return namesNoDomain ? "" : orOwn(inEvents);
    }

    String domainInAddressBar() {
        return orOwn(inAddressBar);
    }

    String domainInAppInfo() {
        return orOwn(inAppInfo);
    }

    private String orOwn(String host) {
        return host.isEmpty() ? addresses.domain() : host;
    }
}
