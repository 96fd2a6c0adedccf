package io.b24mirror.intake.receiver;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.ReceiveOutcome;
import io.b24mirror.portal.installation.ClaimAdmission;
import io.b24mirror.portal.installation.InstallationClaim;

/// Passes posted installations on to where they are verified.
@Component
class InstallationClaims {
    private static final int MAX_DATA = 8_000;

    private final ClaimAdmission installations;
    private final JsonMapper json;

    InstallationClaims(ClaimAdmission installations, JsonMapper json) {
        this.installations = installations;
        this.json = json;
    }

    /// Claims an installation that was posted just now.
    ///
    /// @return [ReceiveOutcome#UNAVAILABLE] if it has to wait
    ReceiveOutcome receive(Post.Installation post) {
        return switch (installations.claim(claim(post))) {
            case TAKEN -> ReceiveOutcome.ACCEPTED;
            case REFUSED -> ReceiveOutcome.NOT_AUTHENTIC;
            case TOO_MANY -> ReceiveOutcome.TOO_MANY;
            case NO_ROOM -> ReceiveOutcome.UNAVAILABLE;
        };
    }

    /// Claims an installation that was answered before, and waited in the spill since.
    void receiveReplayed(Post.Installation post) {
        installations.claimAgain(claim(post));
    }

    private InstallationClaim claim(Post.Installation post) {
        var data = json.writeValueAsString(post.event().data());
        return post.claim(data.length() > MAX_DATA ? "{}" : data);
    }
}
