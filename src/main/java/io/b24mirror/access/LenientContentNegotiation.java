package io.b24mirror.access;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Treats `Accept` as a preference. Spring would notice an unsupported type only when it writes the response: an
/// action would be carried out and then answered with 406, and an error would lose its reason. Handlers that offer
/// several formats reject unsupported ones before they do any work.
@Component
class LenientContentNegotiation implements WebMvcConfigurer {
    private static final MediaType ANYTHING_ELSE = new MediaType("*", "*", 0.001);
    private static final ContentNegotiationStrategy HEADER = new HeaderContentNegotiationStrategy();

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.strategies(List.of(LenientContentNegotiation::mediaTypes));
    }

    private static List<MediaType> mediaTypes(NativeWebRequest request) {
        try {
            return Stream.concat(HEADER.resolveMediaTypes(request).stream(), Stream.of(ANYTHING_ELSE)).toList();
        } catch (HttpMediaTypeNotAcceptableException _) {
            return ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST;
        }
    }
}
