package io.b24mirror.mirror.section.sweep;

import io.b24mirror.mirror.section.CalendarOwner;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// A step of a sweep: lists the calendars of one owner.
record OwnerStep(String type, long id) {
    static final StepType<OwnerStep> TYPE = new StepType<>("owner", OwnerStep.class);

    static NewStep of(CalendarOwner owner) {
        return NewStep.once(TYPE, owner.type() + "/" + owner.id(), new OwnerStep(owner.type(), owner.id()));
    }

    CalendarOwner owner() {
        return new CalendarOwner(type, id);
    }
}
