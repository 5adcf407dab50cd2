using System;
using System.Collections.Immutable;
using System.Linq;

namespace Vouch.Kernel.Rules;

/// <summary>The models of <see cref="KernelRules"/> by the names that the command line gives them.</summary>
public static class ModelNames
{
    /// <summary>The object models.</summary>
    public static ImmutableArray<NamedModel<ObjectModel>> Objects { get; } =
    [
        new("linux-7.3", ObjectModel.Linux73, "Linux 7.3"),
        new("v5", ObjectModel.V5, "the proposed series"),
        new("legacy", ObjectModel.Legacy, "Linux 6.18"),
        new("strict", ObjectModel.Strict, "what is derived ends with its object even where the kernel loses track"),
        new("shared-reference", ObjectModel.SharedReference, "the first design given up before 7.3"),
        new("single-id", ObjectModel.SingleId, "the second one given up"),
    ];

    /// <summary>The rules for callbacks.</summary>
    public static ImmutableArray<NamedModel<CallbackModel>> Callbacks { get; } =
    [
        new("loop", CallbackModel.Loop, "as if called any number of times"),
        new("once", CallbackModel.Once, "the older rule: followed once, and giving back exactly what it acquired"),
    ];

    /// <summary>A model's name and what it is.</summary>
    public static NamedModel<ObjectModel> Of(ObjectModel model) => Objects.First(entry => entry.Model == model);

    /// <summary>A model's name and what it is.</summary>
    public static NamedModel<CallbackModel> Of(CallbackModel model) => Callbacks.First(entry => entry.Model == model);

    /// <summary>The model with a name; null for none.</summary>
    /// <exception cref="ArgumentException">No model has the name.</exception>
    public static ObjectModel? ObjectsNamed(string? name) => Find(Objects, name);

    /// <summary>The model with a name; null for none.</summary>
    /// <exception cref="ArgumentException">No model has the name.</exception>
    public static CallbackModel? CallbacksNamed(string? name) => Find(Callbacks, name);

    private static T? Find<T>(ImmutableArray<NamedModel<T>> models, string? name)
        where T : struct
    {
        if (name is null)
        {
            return null;
        }

        foreach (NamedModel<T> entry in models)
        {
            if (entry.Name == name)
            {
                return entry.Model;
            }
        }

        throw new ArgumentException($"no model is called '{name}'", nameof(name));
    }
}
