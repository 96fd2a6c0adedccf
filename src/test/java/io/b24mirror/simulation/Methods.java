package io.b24mirror.simulation;

import java.util.HashMap;
import java.util.Map;

import io.b24mirror.simulation.RestMethod.Offered;
import io.b24mirror.simulation.Violation.Kind;

/// All methods of the portal, by name, and who may call them.
final class Methods {

    private final Map<String, Offered> offered = new HashMap<>();
    private final Settings settings;
    private final SimulatedFaults faults;
    private final Journal journal;

    Methods(Settings settings, SimulatedFaults faults, Journal journal) {
        this.settings = settings;
        this.faults = faults;
        this.journal = journal;
    }

    void offer(String name, String scope, RestMethod method) {
        offered.put(name, new Offered(scope, false, method));
    }

    void offerToApps(String name, RestMethod method) {
        offered.put(name, new Offered("", true, method));
    }

    Answer call(Call call) {
        var target = offered.get(call.method());
        if (target == null) {
            throw new RestError(404, "ERROR_METHOD_NOT_FOUND", "Method not found!");
        }
        if (!settings.grants(target.scope())) {
            throw new RestError(401, "insufficient_scope",
                    "The request requires higher privileges than provided by the access token");
        }
        if (target.appOnly() && call.caller().isWebhook()) {
            journal.violated(Kind.WRONG_AUTH_TYPE, call.method());
            throw new RestError(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method");
        }
        faults.checkMethod(call.method());
        var planned = faults.nextAnswer(call.method());
        return planned.isPresent() ? Answer.of(planned.get()) : target.method().call(call);
    }
}
