package io.b24mirror.intake;

/// Is told where authentic events come from. Implemented by the room that knows where they should.
public interface SenderCheck {

    /// An event was accepted. Returns at once: the sender waits for its answer.
    ///
    /// @param address
    ///            network address of the sender, or of the last proxy where forwarded addresses are not believed
    void accepted(String address);
}
