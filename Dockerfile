# The image of b24-mirror.
#
#   docker build -t b24-mirror .                                       builds the jar from source
#   docker build -t b24-mirror --build-arg JAR='target/*.jar' .        takes the jar that `./mvnw package` has built

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
ARG JAR=

# with JAR this copies the jar; without, it copies nothing new, so that a jar left over in target/ is never taken
COPY mvnw pom.xml ${JAR:-pom.xml} ./
COPY .mvn .mvn
# building nothing fetches the dependencies; this layer stays as long as the POM does
RUN [ -n "$JAR" ] || ./mvnw -B -ntp -Dmaven.test.skip -Dspring-boot.repackage.skip package

COPY src/main src/main
RUN set -e; \
    if [ -z "$JAR" ]; then ./mvnw -B -ntp -Dmaven.test.skip package && mv target/*.jar .; fi; \
    [ -f b24-mirror.jar ] || mv ./*.jar b24-mirror.jar; \
    java -Djarmode=tools -jar b24-mirror.jar extract --layers --destination layers; \
    # SQLite's library, which its driver would unpack at run time: that takes a folder to write and run programs in
    mkdir native && cd native && jar xf "$(ls ../layers/dependencies/lib/sqlite-jdbc-*.jar)" "org/sqlite/native/Linux/$(uname -m)" \
    && mv "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" . && rm -r org


FROM eclipse-temurin:25-jre

LABEL org.opencontainers.image.title="b24-mirror" \
      org.opencontainers.image.description="Webhook receiver for Bitrix24 that keeps a true copy of calendars, events and timeline comments in PostgreSQL" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /app

# what changes least comes first
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./
COPY --from=build /build/native/ ./native/

# the health check, and options for Java
COPY src/main/docker/ ./

# Where events wait while PostgreSQL is away: mount a volume here. Platforms that choose a user give it group 0.
RUN mkdir -p data && chown 10001:0 data && chmod 770 data
# and where Tomcat works: both can be written although the root file system cannot
VOLUME ["/app/data", "/tmp"]

# a number, so that a platform can see that it is not root
USER 10001:10001

# 8080: Bitrix24; 8081: health and metrics, not for the public
EXPOSE 8080 8081

# a migration may take longer than any other start; the first success ends the start period
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --retries=3 CMD ["bash", "/app/health"]

# threads would keep memory of their own, which is never given back
ENV MALLOC_ARENA_MAX=2

# Java is process 1 and gets SIGTERM itself. JAVA_TOOL_OPTIONS adds options, and wins over those in jvm.flags: beside the heap
# of 36 % the service needs some 300 MB.
ENTRYPOINT ["java", "-XX:Flags=/app/jvm.flags", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dorg.sqlite.lib.path=/app/native", "-jar", "b24-mirror.jar"]
