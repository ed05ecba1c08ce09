using MudBlazor;

namespace Analytics.Api.Web;

/// <summary>The colours of the pages: each text colour has a contrast of at least 4.5 on the surfaces it is used on.</summary>
internal static class AppTheme
{
    public static readonly MudTheme Value = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f5fbf",
            Secondary = "#5b4bb5",
            Tertiary = "#0f766e",
            Info = "#0b6bcb",
            Success = "#1a7a41",
            Warning = "#8a5300",
            Error = "#b3261e",
            Background = "#f6f7f9",
            BackgroundGray = "#eef0f3",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1c2430",
            DrawerBackground = "#ffffff",
            DrawerText = "#3a4554",
            DrawerIcon = "#5a6676",
            TextPrimary = "#1c2430",
            TextSecondary = "#566172",
            ActionDefault = "#566172",
            LinesDefault = "#e1e5ea",
            LinesInputs = "#8d98a7",
            TableLines = "#e8ebef",
            Divider = "#e1e5ea",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab4f8",
            PrimaryContrastText = "#10151c",
            Secondary = "#b8a9ff",
            Tertiary = "#5fd3c4",
            Info = "#7cc0ff",
            InfoContrastText = "#10151c",
            Success = "#6fd08f",
            SuccessContrastText = "#10151c",
            Warning = "#f2b75c",
            WarningContrastText = "#10151c",
            Error = "#ff8f86",
            ErrorContrastText = "#10151c",
            Background = "#10151c",
            BackgroundGray = "#0b0f15",
            Surface = "#18202a",
            AppbarBackground = "#18202a",
            AppbarText = "#e6eaf0",
            DrawerBackground = "#18202a",
            DrawerText = "#c3ccd8",
            DrawerIcon = "#9aa6b5",
            TextPrimary = "#e6eaf0",
            TextSecondary = "#a5b0be",
            ActionDefault = "#a5b0be",
            LinesDefault = "#2a3542",
            LinesInputs = "#6b7787",
            TableLines = "#26303c",
            Divider = "#2a3542",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Roboto", "system-ui", "sans-serif"], FontSize = "0.9rem" },
            H4 = new H4Typography { FontSize = "1.6rem", FontWeight = "500", LineHeight = "1.25" },
            H5 = new H5Typography { FontSize = "1.2rem", FontWeight = "500" },
            H6 = new H6Typography { FontSize = "1rem", FontWeight = "500" },
            Subtitle2 = new Subtitle2Typography { FontSize = "0.85rem", FontWeight = "500" },
            Button = new ButtonTypography { TextTransform = "none", FontWeight = "500" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "224px", AppbarHeight = "56px" },
    };
}
