package io.b24mirror.operator;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;

import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Refuses query parameters that an action does not declare, since an unknown one may be a mistyped one.
@Component
class KnownParameterInterceptor implements HandlerInterceptor, WebMvcConfigurer {
    private static final int MAX_NAME = 50;

    @Override
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod action && action.getBeanType().isAnnotationPresent(OperatorApi.class)) {
            var known = known(action);
            request.getParameterMap()
                    .keySet()
                    .stream()
                    .filter(name -> !known.contains(name))
                    .findFirst()
                    .ifPresent(name -> refuse(name, known));
        }
        return true;
    }

    private static Set<String> known(HandlerMethod action) {
        return Arrays.stream(action.getMethod().getAnnotationsByType(Parameter.class))
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .map(Parameter::name)
                .collect(Collectors.toSet());
    }

    private static void refuse(String name, Set<String> known) {
        throw ActionRefusedException.badParameter(name.substring(0, Math.min(name.length(), MAX_NAME)),
                known.isEmpty() ? "no parameter" : String.join(", ", known));
    }
}
