package io.b24mirror.portal.installation;

/// The user who opened a page of the app, as far as Bitrix24 confirms it.
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

    /// It is not known: Bitrix24 did not answer in time.
    record Unknown() implements Visitor {}

    /// Bitrix24 was not asked, because too many pages are opened.
    record TooMany() implements Visitor {}
}
