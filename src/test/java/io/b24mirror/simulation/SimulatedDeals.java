package io.b24mirror.simulation;

import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.node.ObjectNode;

import static java.util.Objects.requireNonNull;

/// The deals of a portal. Every change fires its events.
public final class SimulatedDeals {
    private final Map<Long, ObjectNode> deals = new TreeMap<>();
    private final Emitter emitter;
    private long lastId;

    SimulatedDeals(Emitter emitter) {
        this.emitter = emitter;
    }

    /// Adds a deal of user 1.
    public synchronized long add(String title, String amount) {
        long id = ++lastId;
        deals.put(id, Json.object()
                .put("ID", Long.toString(id))
                .put("TITLE", title)
                .put("STAGE_ID", "NEW")
                .put("OPPORTUNITY", amount)
                .put("CURRENCY_ID", "EUR")
                .put("ASSIGNED_BY_ID", "1"));
        emit("ADD", id);
        return id;
    }

    /// Moves a deal to another stage.
    public synchronized void move(long id, String stage) {
        requireNonNull(deals.get(id), "No such deal").put("STAGE_ID", stage);
        emit("UPDATE", id);
    }

    /// Deletes a deal.
    public synchronized void delete(long id) {
        deals.remove(id);
        emit("DELETE", id);
    }

    void offer(Methods methods) {
        methods.offer("crm.deal.get", "crm", this::get);
        methods.offer("crm.deal.list", "crm", this::list);
    }

    private synchronized Answer get(Call call) {
        var deal = deals.get(Json.number(call.get("id"), 0));
        if (deal == null) {
            throw RestError.nameless("Not found");
        }
        return Answer.of(deal.deepCopy());
    }

    private synchronized Answer list(Call call) {
        long after = Json.number(call.get("filter").path(">ID"), 0);
        return Answer.list(deals.entrySet()
                .stream()
                .filter(deal -> deal.getKey() > after)
                .limit(Answer.PAGE)
                .map(deal -> deal.getValue().deepCopy())
                .toList());
    }

    private void emit(String what, long id) {
        var data = Json.object();
        data.putObject("FIELDS").put("ID", Long.toString(id));
        emitter.emit("ONCRMDEAL" + what, data, 1L);
    }
}
