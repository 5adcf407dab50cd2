using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Vouch.Verifier.Tests.State;

/// <summary>The fields of a class that is copied by a list written by hand, and values that they do not have by themselves.</summary>
internal static class Fields
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>All fields but those named.</summary>
    public static IEnumerable<FieldInfo> Of<T>(params string[] but)
    {
        FieldInfo[] all = typeof(T).GetFields(Instance);
        string[] unknown = [.. but.Except(all.Select(f => f.Name))];
        return unknown.Length == 0 ? all.Where(f => !but.Contains(f.Name)) : throw new ArgumentException($"no fields: {string.Join(", ", unknown)}");
    }

    /// <summary>A value other than the default of a number, a truth, an enumeration, a struct of such, or any object.</summary>
    public static object Unusual(Type type)
    {
        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsEnum)
        {
            return Enum.ToObject(type, 1);
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(3, type, null);
        }

        if (type.IsArray)
        {
            return Array.CreateInstance(type.GetElementType()!, 8);
        }

        object value = RuntimeHelpers.GetUninitializedObject(type);
        foreach (FieldInfo field in type.IsValueType ? type.GetFields(Instance) : [])
        {
            field.SetValue(value, Unusual(field.FieldType));
        }

        return value;
    }

    /// <summary>Gives every field but those named a value that it does not have by itself.</summary>
    public static void Disturb<T>(T target, params string[] but)
        where T : class
    {
        foreach (FieldInfo field in Of<T>(but))
        {
            field.SetValue(target, Unusual(field.FieldType));
        }
    }
}
