package io.b24mirror.mirror.section;

import java.util.List;
import java.util.Map;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.Call;
import io.b24mirror.sweep.SweepStarting;
import io.b24mirror.sweep.SweepSteps;

/// With what every sweep begins: the lists of those who may own calendars.
@Configuration(proxyBeanMethods = false)
class SectionSweep {
    @Bean
    OwnerPages userPages(SweepSteps steps) {
        return new OwnerPages("users", Call.of("user.get").with("SORT", "ID").with("ORDER", "ASC"), CalendarOwner::user,
                steps);
    }

    @Bean
    OwnerPages groupPages(SweepSteps steps) {
        return new OwnerPages("groups", Call.of("sonet_group.get").with("ORDER", Map.of("ID", "ASC")),
                CalendarOwner::group, steps);
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
        void on(SweepStarting starting) {
            steps.add(starting.sweep(), lists.stream().map(OwnerPages::first).toList());
            steps.add(starting.sweep(),
                    List.of(OwnerStep.of(CalendarOwner.COMPANY), OwnerStep.of(CalendarOwner.ROOMS),
                            OwnerStep.of(CalendarOwner.RESOURCES), KnownOwnersPart.FIRST));
        }
    }
}
