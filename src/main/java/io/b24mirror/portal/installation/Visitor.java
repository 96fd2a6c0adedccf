package io.b24mirror.portal.installation;

/// Who opened a page of the app, as far as Bitrix24 confirms it.
public sealed interface Visitor {

    /// An administrator of the portal.
    ///
    /// @param isInstalled
    ///            whether the app's installation is finished; before that, and after an update of the app, the portal
    ///            sends no events
    /// @param isKnown
    ///            whether the page brought an application token by which the portal's events are recognised
    record Administrator(boolean isInstalled, boolean isKnown) implements Visitor {}

    /// Another user of the portal.
    record OtherUser() implements Visitor {}

    /// Bitrix24 does not confirm that it is a user of this app on this portal.
    record Stranger() implements Visitor {}

    /// Nobody can tell now: Bitrix24 does not answer in time.
    record Unknown() implements Visitor {}

    /// Nobody was asked: too many pages are opened.
    record TooMany() implements Visitor {}
}
