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

/// What `Accept` asks for is a wish. Spring finds out that it cannot be fulfilled when it writes the answer: an action
/// would be done and then answered 406, and an error would be told without its reason. Who has a choice of formats to
/// offer refuses by himself, before he does anything.
@Component
class AcceptedAnswers implements WebMvcConfigurer {
    private static final MediaType ANYTHING_ELSE = new MediaType("*", "*", 0.001);
    private static final ContentNegotiationStrategy HEADER = new HeaderContentNegotiationStrategy();

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.strategies(List.of(AcceptedAnswers::wishes));
    }

    private static List<MediaType> wishes(NativeWebRequest request) {
        try {
            return Stream.concat(HEADER.resolveMediaTypes(request).stream(), Stream.of(ANYTHING_ELSE)).toList();
        } catch (HttpMediaTypeNotAcceptableException _) {
            return ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST;
        }
    }
}
