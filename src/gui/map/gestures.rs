//! What mouse, wheel, touchpad and Enter do on the map, for each preset: one table.
//!
//! Meaning: people come with the reflexes of a desktop GIS, of CAD or of maps in a browser. The presets differ in few
//! rows; wheel, middle button, Space and arrows are the same for all. Input: what the hand does. Output: what is meant.
//!
//! Deliberately not here: the keys of commands (`gui::action`), which are the same in every preset.

use crate::workspace::settings::Preset;

/// What the hand does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Dragging with the left button while the Select tool is in the hand.
    DragLeft,
    /// The same with Shift, Ctrl or Alt.
    DragLeftWithKey,
    /// Dragging with the left button while another tool is in the hand.
    DragLeftInTool,
    /// Dragging with the left button while Space is held.
    DragSpace,
    /// Dragging with the middle button.
    DragMiddle,
    /// Dragging with the right button.
    DragRight,
    /// Turning the wheel; Ctrl with two fingers.
    Wheel,
    /// Moving two fingers on a touchpad.
    Fingers,
    /// What a touchpad sends after the fingers left it.
    Momentum,
    /// Pressing the middle button twice.
    DoubleMiddle,
    /// The Enter key, when nothing waits for it.
    Enter,
}

/// What it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// Nothing.
    Nothing,
    /// The ground follows the hand.
    Pan,
    /// A box selects: from left to right what lies wholly inside, from right to left what it crosses.
    BoxSelect,
    /// Zooms about the pointer.
    Zoom,
    /// Shows everything.
    ShowAll,
    /// Takes the last tool again.
    RepeatTool,
}

/// The table: for each input the gesture in [`Preset::ALL`]'s order, GIS, CAD, Web.
pub const TABLE: [(Input, [Gesture; 3]); 11] = {
    use Gesture::{BoxSelect, Nothing, Pan, RepeatTool, ShowAll, Zoom};
    [
        (Input::DragLeft, [Pan, BoxSelect, Pan]),
        (Input::DragLeftWithKey, [BoxSelect, BoxSelect, BoxSelect]),
        (Input::DragLeftInTool, [Nothing, Nothing, Pan]),
        (Input::DragSpace, [Pan, Pan, Pan]),
        (Input::DragMiddle, [Pan, Pan, Pan]),
        (Input::DragRight, [Pan, Nothing, Pan]),
        (Input::Wheel, [Zoom, Zoom, Zoom]),
        (Input::Fingers, [Pan, Zoom, Pan]),
        // The map stands still when the hand does.
        (Input::Momentum, [Nothing, Nothing, Pan]),
        (Input::DoubleMiddle, [ShowAll, ShowAll, ShowAll]),
        (Input::Enter, [Nothing, RepeatTool, Nothing]),
    ]
};

/// What an input means under a preset.
#[must_use]
pub fn gesture(preset: Preset, input: Input) -> Gesture {
    let column = match preset {
        Preset::Gis => 0,
        Preset::Cad => 1,
        Preset::Web => 2,
    };
    TABLE
        .iter()
        .find(|(known, _)| *known == input)
        .map_or(Gesture::Nothing, |(_, gestures)| gestures[column])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_pans_in_every_tool_and_zooms_with_the_wheel() {
        for preset in Preset::ALL {
            for input in [Input::DragMiddle, Input::DragSpace] {
                assert_eq!(gesture(preset, input), Gesture::Pan);
            }
            assert_eq!(gesture(preset, Input::Wheel), Gesture::Zoom);
        }
        assert_eq!(gesture(Preset::Cad, Input::DragLeft), Gesture::BoxSelect);
        assert_eq!(gesture(Preset::default(), Input::Momentum), Gesture::Nothing);
    }

    #[test]
    fn no_input_stands_in_two_rows() {
        for (at, (input, _)) in TABLE.iter().enumerate() {
            assert_eq!(TABLE.iter().position(|(known, _)| known == input), Some(at));
        }
    }
}
