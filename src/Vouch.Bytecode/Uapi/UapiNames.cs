using System;
using System.Text;

namespace Vouch.Bytecode.Uapi;

/// <summary>
/// The lower-case names that tools print for the enumerations of the load command, such as <c>sched_cls</c>. They are the
/// kernel's names without their prefix, which is also what the members here are called, so no table is needed.
/// </summary>
public static class UapiNames
{
    private static readonly string[] ProgramTypes = Spell<ProgramType>();
    private static readonly string[] AttachTypes = Spell<AttachType>();
    private static readonly string[] MapTypes = Spell<MapType>();

    /// <summary>Such as <c>socket_filter</c>; <c>N/A</c> for a number that is not in use.</summary>
    public static string UapiName(this ProgramType type) => NameIn(ProgramTypes, (int)type);

    /// <summary>Such as <c>cgroup_inet_ingress</c>, which is also what number 0 prints for programs without an attach type.</summary>
    public static string UapiName(this AttachType type) => NameIn(AttachTypes, (int)type);

    /// <summary>Such as <c>percpu_array</c>; <c>N/A</c> for a number that is not in use.</summary>
    public static string UapiName(this MapType type) => NameIn(MapTypes, (int)type);

    private static string NameIn(string[] names, int number) => (uint)number < (uint)names.Length ? names[number] : "N/A";

    private static string[] Spell<T>()
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        var names = new string[Convert.ToInt32(values[^1], null) + 1];
        Array.Fill(names, "N/A");
        foreach (T value in values)
        {
            names[Convert.ToInt32(value, null)] = ToSnakeCase(value.ToString());
        }

        return names;
    }

    private static string ToSnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
