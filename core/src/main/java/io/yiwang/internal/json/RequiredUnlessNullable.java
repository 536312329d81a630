package io.yiwang.internal.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rule of the compiler's null check to JSON: a component of a record that is not marked
 * {@link Nullable} must be present and not null, except that an absent list is empty. Jackson's own
 * annotations take precedence. This class extends Jackson's introspector, because a pair of
 * introspectors would inspect everything twice when a type is first read: benchmarks, row "first
 * answer".
 */
final class RequiredUnlessNullable extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    Boolean annotated = super.hasRequiredMarker(member);
    RecordComponent component = annotated == null ? component(member) : null;
    return component == null
        ? annotated
        : Boolean.valueOf(!nullable(component) && !isList(component));
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    JsonSetter.Value own = super.findSetterInfo(annotated);
    RecordComponent component = component(annotated);
    if (component == null || nullable(component)) {
      return own;
    }
    return JsonSetter.Value.forValueNulls(isList(component) ? Nulls.AS_EMPTY : Nulls.FAIL)
        .withOverrides(own);
  }

  private static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static boolean isList(RecordComponent component) {
    return component.getType() == List.class;
  }

  private static @Nullable RecordComponent component(Annotated annotated) {
    if (!(annotated instanceof AnnotatedParameter parameter)) {
      return null;
    }
    Class<?> owner = parameter.getDeclaringClass();
    RecordComponent[] components = owner.isRecord() ? owner.getRecordComponents() : null;
    // Only the canonical constructor has the components in order.
    return components == null || parameter.getOwner().getParameterCount() != components.length
        ? null
        : components[parameter.getIndex()];
  }
}
