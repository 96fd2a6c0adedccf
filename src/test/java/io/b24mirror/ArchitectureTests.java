package io.b24mirror;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import jakarta.persistence.Entity;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

import org.springframework.data.repository.Repository;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.secret.Secret;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTests {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.b24mirror");
    private static final List<Class<?>> CLOCKS = List.of(Instant.class, LocalDate.class, LocalDateTime.class,
            OffsetDateTime.class, ZonedDateTime.class);

    @Test
    void keepsTheRoomsApart() {
        var rooms = ApplicationModules.of(B24Mirror.class);

        rooms.verify();

        new Documenter(rooms).writeModulesAsPlantUml();
    }

    /// A room may be cut into packages, so what is public for its own packages is checked by use.
    @Test
    void keepsEntitiesRepositoriesAndControllersInTheirRooms() {
        classes().that()
                .areAnnotatedWith(Entity.class)
                .or()
                .areAssignableTo(Repository.class)
                .or()
                .areMetaAnnotatedWith(Controller.class)
                .should(beUsedInTheirOwnRoomOnly())
                .check(MAIN);
    }

    private static ArchCondition<JavaClass> beUsedInTheirOwnRoomOnly() {
        return new ArchCondition<>("be used in their own room only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesToSelf()
                        .stream()
                        .filter(use -> !room(use.getOriginClass()).equals(room(type)))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
            }
        };
    }

    private static String room(JavaClass type) {
        return type.getPackageName().replaceFirst("^(io\\.b24mirror\\.[a-z]+).*", "$1");
    }

    @Test
    void keepsThePackagesOfARoomFreeOfCycles() {
        slices().matching("io.b24mirror.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void looksAtTheMachinesClockInOnePlaceOnly() {
        noClasses().that()
                .doNotHaveFullyQualifiedName("io.b24mirror.TimeConfiguration")
                .should()
                .callMethodWhere(describe("reads the machine's clock", ArchitectureTests::readsTheClock))
                .orShould()
                .callConstructor(Date.class)
                .check(MAIN);
    }

    private static boolean readsTheClock(JavaMethodCall call) {
        var owner = call.getTargetOwner();
        boolean now = call.getName().equals("now") && call.getTarget().getRawParameterTypes().isEmpty()
                && CLOCKS.stream().anyMatch(owner::isEquivalentTo);
        boolean system = owner.isEquivalentTo(Clock.class) && call.getName().startsWith("system");
        return now || system || (owner.isEquivalentTo(System.class) && call.getName().equals("currentTimeMillis"));
    }

    @Test
    void comparesSecretsByTheirDigestsOnly() {
        noClasses().should()
                .callMethodWhere(target(name("equals")).and(target(owner(assignableTo(Secret.class)))))
                .orShould()
                .callMethodWhere(describe("compares revealed secrets", ArchitectureTests::comparesNextToReveal))
                .check(MAIN);

        assertThat(Secret.class.getDeclaredMethods()).extracting(java.lang.reflect.Method::getName)
                .doesNotContain("equals", "hashCode");
    }

    /// A method that reveals a secret has no business comparing texts.
    private static boolean comparesNextToReveal(JavaMethodCall call) {
        boolean compares = (call.getName().equals("equals") || call.getName().equals("equalsIgnoreCase"))
                && (call.getTargetOwner().isEquivalentTo(String.class)
                        || call.getTargetOwner().isEquivalentTo(Objects.class));
        return compares && call.getOrigin()
                .getMethodCallsFromSelf()
                .stream()
                .anyMatch(
                        other -> other.getTargetOwner().isEquivalentTo(Secret.class)
                                && other.getName().equals("reveal"));
    }

    @Test
    void opensTransactionsBehindTheEdge() {
        methods().that()
                .areDeclaredInClassesThat()
                .areMetaAnnotatedWith(Controller.class)
                .should()
                .notBeAnnotatedWith(Transactional.class)
                .check(MAIN);
    }

    @Test
    void namesItsPackagesByRooms() {
        noClasses().should()
                .resideInAnyPackage("..util..", "..common..", "..shared..", "..helper..", "..impl..", "..dto..")
                .check(MAIN);
    }
}
