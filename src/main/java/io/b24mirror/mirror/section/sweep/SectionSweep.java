package io.b24mirror.mirror.section.sweep;

import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.mirror.section.CalendarOwner;
import io.b24mirror.mirror.section.OwnerLists;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepSteps;

/// With what every sweep begins: the lists of those who may own calendars, and the calendars of the portal itself.
@Configuration(proxyBeanMethods = false)
class SectionSweep {
    @Bean
    OwnerPages userPages(SweepSteps steps) {
        return new OwnerPages("users", OwnerLists.USERS, CalendarOwner::user, steps);
    }

    @Bean
    OwnerPages groupPages(SweepSteps steps) {
        return new OwnerPages("groups", OwnerLists.GROUPS, CalendarOwner::group, steps);
    }

    @Component
    static class Beginning {
        private final List<OwnerPages> lists;
        private final SweepSteps steps;

        Beginning(List<OwnerPages> lists, SweepSteps steps) {
            this.lists = lists;
            this.steps = steps;
        }

        @EventListener
        void on(Sweep.Starting starting) {
            steps.add(starting.sweep(), lists.stream().map(OwnerPages::first).toList());
            steps.add(starting.sweep(), CalendarOwner.OF_THE_PORTAL.stream().map(OwnerStep::of).toList());
            steps.add(starting.sweep(), List.of(KnownOwnersStep.FIRST));
        }
    }
}
